package io.beemesh.agent.podman.libpod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beemesh.agent.podman.AttachSpec;
import io.beemesh.agent.podman.ContainerInfo;
import io.beemesh.agent.podman.ContainerState;
import io.beemesh.agent.podman.ExecSession;
import io.beemesh.agent.podman.ExecSession.Ended;
import io.beemesh.agent.podman.ExecSession.NotRun;
import io.beemesh.agent.podman.ExecSession.Outcome;
import io.beemesh.agent.podman.ExecSpec;
import io.beemesh.agent.podman.PodmanException;
import io.beemesh.agent.podman.http.UnixHttpClient.Upgraded;
import java.util.Optional;

/** Opens sessions: commands in containers, and containers' main processes. */
final class Sessions {

    private Sessions() {}

    static ExecSession exec(Libpod libpod, String container, ExecSpec spec) throws PodmanException {
        ObjectNode create = libpod.object()
                .put("AttachStdin", spec.stdin())
                .put("AttachStdout", spec.stdout())
                .put("AttachStderr", spec.stderr())
                .put("Tty", spec.tty());
        ArrayNode command = create.putArray("Cmd");
        spec.command().forEach(command::add);
        String path = "/containers/" + Libpod.encode(container) + "/exec";
        String id = libpod.post(path, create).path("Id").asText();
        ObjectNode start = libpod.object().put("Detach", false).put("Tty", spec.tty());
        Upgraded upgraded =
                libpod.upgrade(Libpod.Call.post("/exec/" + id + "/start", start).unbounded());
        return new LibpodSession(new CommandTarget(libpod, id), upgraded, spec.tty());
    }

    static ExecSession attach(Libpod libpod, ContainerInfo container, AttachSpec spec) throws PodmanException {
        if (!(container.state() instanceof ContainerState.Running)) {
            throw new PodmanException(409, "container " + container.name() + " is not running");
        }
        String path = "/containers/" + container.id() + "/attach?stream=true&logs=false&stdin=" + spec.stdin()
                + "&stdout=" + spec.stdout() + "&stderr=" + spec.stderr();
        Upgraded upgraded = libpod.upgrade(Libpod.Call.post(path, null).unbounded());
        return new LibpodSession(new MainTarget(libpod, container.id()), upgraded, container.tty());
    }

    /** The process of a session, seen from outside its streams. */
    sealed interface Target {
        /** Sets the terminal's size; a process that has ended or not begun is a conflict. */
        void resize(ExecSession.Size size) throws PodmanException;

        /** How it ended, or empty if it still runs. */
        Optional<Outcome> outcome() throws PodmanException;

        /** Ends the process, if it was begun for the session. */
        void kill() throws PodmanException;
    }

    private record CommandTarget(Libpod libpod, String id) implements Target {
        @Override
        public void resize(ExecSession.Size size) throws PodmanException {
            libpod.post("/exec/" + id + "/resize?h=" + size.rows() + "&w=" + size.columns());
        }

        @Override
        public Optional<Outcome> outcome() throws PodmanException {
            JsonNode session = libpod.get("/exec/" + id + "/json");
            if (!session.has("ExitCode")) {
                throw new PodmanException("podman did not say how a command ended", null);
            }
            return session.path("Running").asBoolean()
                    ? Optional.empty()
                    : Optional.of(new Ended(session.path("ExitCode").asInt()));
        }

        /** libpod has no call for this. The process is on this machine, and its number is the machine's. */
        @Override
        public void kill() throws PodmanException {
            JsonNode session = libpod.get("/exec/" + id + "/json");
            long pid = session.path("Pid").asLong();
            if (session.path("Running").asBoolean() && pid > 1) {
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    private record MainTarget(Libpod libpod, String id) implements Target {
        @Override
        public void resize(ExecSession.Size size) throws PodmanException {
            libpod.post("/containers/" + id + "/resize?h=" + size.rows() + "&w=" + size.columns());
        }

        @Override
        public Optional<Outcome> outcome() throws PodmanException {
            ContainerState state =
                    Answers.container(libpod.get("/containers/" + id + "/json")).state();
            return switch (state) {
                case ContainerState.Exited exited -> Optional.of(new Ended(exited.exitCode()));
                case ContainerState.Created created -> Optional.of(new NotRun(128, "the container was not started"));
                case ContainerState.Running running -> Optional.empty();
            };
        }

        @Override
        public void kill() {
            // The container goes on when its visitor leaves.
        }
    }
}
