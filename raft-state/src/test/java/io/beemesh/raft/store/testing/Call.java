package io.beemesh.raft.store.testing;

import com.google.protobuf.MessageLite;

/**
 * One call.
 *
 * @param method as etcd's API calls it, such as {@code KV/Put}
 */
public record Call(String method, MessageLite request) {}
