package io.beemesh.raft.store.testing;

import com.google.protobuf.MessageLite;
import io.beemesh.raft.store.wire.Event;
import io.beemesh.raft.store.wire.WatchCreateRequest;
import io.beemesh.raft.store.wire.WatchRequest;
import io.beemesh.raft.store.wire.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.thirdparty.io.grpc.CallOptions;
import org.apache.ratis.thirdparty.io.grpc.Channel;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor.MethodType;
import org.apache.ratis.thirdparty.io.grpc.stub.ClientCalls;
import org.apache.ratis.thirdparty.io.grpc.stub.StreamObserver;

/** A watch of what has happened, such as {@code watch a to=b rev=2 events=3}: it ends with its last event. */
final class WatchCalls {
    private WatchCalls() {}

    static Call watch(Words words) {
        WatchCreateRequest.Builder request = WatchCreateRequest.newBuilder().setKey(words.bytes());
        int events = 0;
        while (!words.isEmpty()) {
            String[] option = words.next().split("=", 2);
            switch (option[0]) {
                case "to" -> request.setRangeEnd(Words.bytes(option[1]));
                case "rev" -> request.setStartRevision(Long.parseLong(option[1]));
                case "id" -> request.setWatchId(Long.parseLong(option[1]));
                case "events" -> events = Integer.parseInt(option[1]);
                case "prev_kv" -> request.setPrevKv(true);
                case "no_put" -> request.addFilters(WatchCreateRequest.FilterType.NOPUT);
                case "no_delete" -> request.addFilters(WatchCreateRequest.FilterType.NODELETE);
                default -> throw new IllegalArgumentException("unknown option of watch: " + option[0]);
            }
        }
        return new Call("Watch/Watch", request.build(), events);
    }

    /** What the watch was told, however it was cut into answers. */
    static String ask(Channel channel, Call call) throws InterruptedException {
        BlockingQueue<WatchResponse> responses = new LinkedBlockingQueue<>();
        StreamObserver<MessageLite> requests = ClientCalls.asyncBidiStreamingCall(
                channel.newCall(
                        GrpcTarget.method("Watch/Watch", MethodType.BIDI_STREAMING, WatchResponse.parser()),
                        CallOptions.DEFAULT),
                new StreamObserver<>() {
                    @Override
                    public void onNext(MessageLite response) {
                        responses.add((WatchResponse) response);
                    }

                    @Override
                    public void onError(Throwable ended) {}

                    @Override
                    public void onCompleted() {}
                });
        requests.onNext(WatchRequest.newBuilder()
                .setCreateRequest((WatchCreateRequest) call.request())
                .build());
        List<String> told = new ArrayList<>();
        int left = call.events();
        boolean ended = false;
        while (!ended) {
            WatchResponse response = responses.poll(10, TimeUnit.SECONDS);
            if (response == null) {
                told.add("nothing more");
                break;
            }
            told.add(Answers.of(response.toBuilder().clearEvents().build()));
            for (Event event : response.getEventsList()) {
                told.add(Answers.of(event));
                left--;
            }
            ended = response.getCanceled() || (left <= 0 && call.events() > 0) || call.events() == 0;
        }
        requests.onError(new InterruptedException("seen"));
        return String.join(", ", told);
    }
}
