package io.beemesh.raft.front;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.beemesh.raft.store.request.Outcome;
import io.beemesh.raft.store.request.Refusal;
import io.beemesh.raft.store.wire.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor.MethodType;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerServiceDefinition;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.StatusRuntimeException;
import org.apache.ratis.thirdparty.io.grpc.stub.ServerCalls;

/**
 * The methods of one of etcd's services. Ratis brings gRPC without our protocol buffers, so that a method is described
 * here and not by generated code.
 */
final class Methods {
    private final String service;
    private final ServerServiceDefinition.Builder definition;

    Methods(String service) {
        this.service = "etcdserverpb." + service;
        this.definition = ServerServiceDefinition.builder(this.service);
    }

    ServerServiceDefinition build() {
        return definition.build();
    }

    /** A method that answers once. */
    <Q extends MessageLite, R extends MessageLite> Methods unary(
            String name, Q request, R response, Function<Q, Outcome<R>> answer) {
        return add(
                describe(name, MethodType.UNARY, request, response), ServerCalls.asyncUnaryCall((asked, observer) -> {
                    switch (answer.apply(asked)) {
                        case Outcome.Done<R>(R done) -> {
                            observer.onNext(done);
                            observer.onCompleted();
                        }
                        case Outcome.Refused<R>(Refusal why) -> observer.onError(status(why));
                    }
                }));
    }

    /** A method that does more than that. */
    <Q extends MessageLite, R extends MessageLite> Methods other(
            MethodDescriptor<Q, R> method, ServerCallHandler<Q, R> handler) {
        return add(method, handler);
    }

    /** Methods that are not there, in words that say so. */
    Methods refused(String why, String... names) {
        for (String name : names) {
            MethodDescriptor<byte[], byte[]> method = MethodDescriptor.newBuilder(new Bytes(), new Bytes())
                    .setType(MethodType.UNARY)
                    .setFullMethodName(MethodDescriptor.generateFullMethodName(service, name))
                    .build();
            add(
                    method,
                    ServerCalls.asyncUnaryCall((asked, observer) -> observer.onError(
                            Status.UNIMPLEMENTED.withDescription(why).asRuntimeException())));
        }
        return this;
    }

    private <Q, R> Methods add(MethodDescriptor<Q, R> method, ServerCallHandler<Q, R> handler) {
        definition.addMethod(method, handler);
        return this;
    }

    <Q extends MessageLite, R extends MessageLite> MethodDescriptor<Q, R> describe(
            String name, MethodType type, Q request, R response) {
        return MethodDescriptor.newBuilder(new Messages<>(request), new Messages<>(response))
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, name))
                .build();
    }

    /** What members answer to a change. */
    static <T> Outcome<T> outcome(Answer answer, Function<Answer, T> done) {
        return answer.hasRefusal()
                ? Outcome.refused(Refusal.valueOf(answer.getRefusal()))
                : Outcome.done(done.apply(answer));
    }

    /** A refusal as gRPC says it. */
    static StatusRuntimeException status(Refusal why) {
        return Status.fromCodeValue(why.code().number())
                .withDescription(why.words())
                .asRuntimeException();
    }

    /** Messages, of which gRPC has bounded the size. */
    private record Messages<T extends MessageLite>(Parser<T> parser) implements MethodDescriptor.Marshaller<T> {
        @SuppressWarnings("unchecked") // A message's parser makes messages of its own type.
        Messages(T instance) {
            this((Parser<T>) instance.getParserForType());
        }

        @Override
        public InputStream stream(T value) {
            return new ByteArrayInputStream(value.toByteArray());
        }

        @Override
        public T parse(InputStream stream) {
            try {
                return parser.parseFrom(CodedInputStream.newInstance(stream));
            } catch (IOException e) {
                throw Status.INTERNAL
                        .withDescription("not a message: " + e.getMessage())
                        .withCause(e)
                        .asRuntimeException();
            }
        }
    }

    /** What nobody reads. */
    private record Bytes() implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            return new byte[0];
        }
    }
}
