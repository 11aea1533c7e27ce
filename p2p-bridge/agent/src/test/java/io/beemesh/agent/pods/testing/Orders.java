package io.beemesh.agent.pods.testing;

import com.google.protobuf.ByteString;
import io.beemesh.mesh.wire.RunPod;

/** Orders to run pods. */
public final class Orders {
    /** The cluster of all orders. */
    public static final String CLUSTER = "c1";

    private Orders() {}

    /** A pod by its spec, in JSON with single quotes. */
    public static RunPod pod(String name, String spec) {
        return pod(name, spec, 1);
    }

    /** A pod by its spec and revision. */
    public static RunPod pod(String name, String spec, long revision) {
        String json = ("{'metadata':{'name':'%s','namespace':'shop','uid':'u-%s','generation':1},'spec':{%s}}")
                .formatted(name, name, spec)
                .replace('\'', '"');
        return RunPod.newBuilder()
                .setClusterId(CLUSTER)
                .setUid("u-" + name)
                .setAttempt(1)
                .setRevision(revision)
                .setPodJson(ByteString.copyFromUtf8(json))
                .setHostIp("192.0.2.7")
                .build();
    }

    /** A pod whose condition example.com/gate another controller has set. */
    public static RunPod gated(String name, String spec, String status, long revision) {
        RunPod pod = pod(name, spec, revision);
        String condition = "\"status\":{\"conditions\":[{\"type\":\"example.com/gate\",\"status\":\"%s\"}]}}";
        String json = pod.getPodJson().toStringUtf8().replaceFirst("}$", "," + condition.formatted(status));
        return pod.toBuilder().setPodJson(ByteString.copyFromUtf8(json)).build();
    }

    /** A spec with one container and this command. */
    public static String one(String command) {
        return "'containers':[{'name':'web','image':'r/i:1','command':['" + command + "']}]";
    }
}
