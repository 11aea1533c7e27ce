package io.beemesh.raft.replica;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** The numbers that etcd's clients know members and clusters by: made of names, so that all members make the same. */
final class MemberIds {
    private MemberIds() {}

    static long ofMember(String peer) {
        return number(peer);
    }

    static long ofCluster(UUID group) {
        return number(group.toString());
    }

    private static long number(String name) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(sum).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
