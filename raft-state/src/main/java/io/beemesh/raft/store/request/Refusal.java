package io.beemesh.raft.store.request;

/**
 * Why the store does not do what it was asked for, in the codes and words of etcd 3.5 (api/v3rpc/rpctypes), which
 * clients compare.
 */
public enum Refusal {
    EMPTY_KEY(Code.INVALID_ARGUMENT, "etcdserver: key is not provided"),
    KEY_NOT_FOUND(Code.INVALID_ARGUMENT, "etcdserver: key not found"),
    VALUE_PROVIDED(Code.INVALID_ARGUMENT, "etcdserver: value is provided"),
    LEASE_PROVIDED(Code.INVALID_ARGUMENT, "etcdserver: lease is provided"),
    TOO_MANY_OPERATIONS(Code.INVALID_ARGUMENT, "etcdserver: too many operations in txn request"),
    DUPLICATE_KEY(Code.INVALID_ARGUMENT, "etcdserver: duplicate key given in txn request"),
    COMPACTED(Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision has been compacted"),
    FUTURE_REVISION(Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision is a future revision"),
    NO_SPACE(Code.RESOURCE_EXHAUSTED, "etcdserver: mvcc: database space exceeded"),
    CORRUPT(Code.DATA_LOSS, "etcdserver: corrupt cluster"),
    PERMISSION_DENIED(Code.PERMISSION_DENIED, "etcdserver: permission denied"),
    LEASE_NOT_FOUND(Code.NOT_FOUND, "etcdserver: requested lease not found"),
    LEASE_EXISTS(Code.FAILED_PRECONDITION, "etcdserver: lease already exists"),
    LEASE_TTL_TOO_LARGE(Code.OUT_OF_RANGE, "etcdserver: too large lease TTL"),
    REQUEST_TOO_LARGE(Code.INVALID_ARGUMENT, "etcdserver: request is too large"),
    TOO_MANY_REQUESTS(Code.RESOURCE_EXHAUSTED, "etcdserver: too many requests"),
    NO_LEADER(Code.UNAVAILABLE, "etcdserver: no leader"),
    LEADER_CHANGED(Code.UNAVAILABLE, "etcdserver: leader changed"),
    STOPPED(Code.UNAVAILABLE, "etcdserver: server stopped"),
    TIMEOUT(Code.UNAVAILABLE, "etcdserver: request timed out");

    /** The numbers that gRPC gives its status codes. */
    public enum Code {
        INVALID_ARGUMENT(3),
        NOT_FOUND(5),
        PERMISSION_DENIED(7),
        RESOURCE_EXHAUSTED(8),
        FAILED_PRECONDITION(9),
        OUT_OF_RANGE(11),
        UNAVAILABLE(14),
        DATA_LOSS(15);

        private final int number;

        Code(int number) {
            this.number = number;
        }

        /** As it is sent. */
        public int number() {
            return number;
        }
    }

    private final Code code;
    private final String words;

    Refusal(Code code, String words) {
        this.code = code;
        this.words = words;
    }

    /** The status code of the answer. */
    public Code code() {
        return code;
    }

    /** The message of the answer. */
    public String words() {
        return words;
    }
}
