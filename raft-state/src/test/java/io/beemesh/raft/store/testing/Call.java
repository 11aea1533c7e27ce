package io.beemesh.raft.store.testing;

import com.google.protobuf.MessageLite;

/**
 * One call.
 *
 * @param method as etcd's API calls it, such as {@code KV/Put}
 * @param events how many are waited for, when it is a watch
 */
public record Call(String method, MessageLite request, int events) {
    Call(String method, MessageLite request) {
        this(method, request, 0);
    }
}
