package io.beemesh.provider.kube.event;

import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.client.KubeAccess;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events at the API server. The name of each is made of what it says, so that one that is there is not made again;
 * one that the API server does not take is dropped, for an event is worth less than what it tells of.
 */
public final class ApiObjectEvents implements ObjectEvents {
    private static final Logger log = LoggerFactory.getLogger(ApiObjectEvents.class);
    private static final int NAME_MAX = 180;
    private static final int MESSAGE_MAX = 1024;
    private static final String COMPONENT = "beemesh";

    private final KubeAccess access;
    private final Clock clock;

    /** Writes with the rights of a node, which may write events of anything. */
    public ApiObjectEvents(KubeAccess access, Clock clock) {
        this.access = access;
        this.clock = clock;
    }

    @Override
    public void record(ObjectRef about, Note note) {
        Event event = event(about, note);
        Answer<Event> answer = Answer.of(() -> access.client()
                .v1()
                .events()
                .inNamespace(event.getMetadata().getNamespace())
                .resource(event)
                .create());
        if (answer instanceof Answer.Failed<Event>(String reason, boolean retryable)) {
            log.atDebug()
                    .addKeyValue("object", about.name())
                    .addKeyValue("reason", note.reason())
                    .addKeyValue("error", reason)
                    .log("event not recorded");
        }
    }

    private Event event(ObjectRef about, Note note) {
        String at = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        String message = note.message();
        return new EventBuilder()
                .withNewMetadata()
                .withName(name(about, note))
                .withNamespace(about.namespace().isEmpty() ? "default" : about.namespace())
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(about.apiVersion())
                .withKind(about.kind())
                .withNamespace(about.namespace().isEmpty() ? null : about.namespace())
                .withName(about.name())
                .withUid(about.uid())
                .endInvolvedObject()
                .withType(note.warning() ? "Warning" : "Normal")
                .withReason(note.reason())
                .withMessage(message.length() <= MESSAGE_MAX ? message : message.substring(0, MESSAGE_MAX))
                .withNewSource(COMPONENT, null)
                .withReportingComponent(COMPONENT)
                .withReportingInstance(COMPONENT)
                .withFirstTimestamp(at)
                .withLastTimestamp(at)
                .withCount(1)
                .build();
    }

    private static String name(ObjectRef about, Note note) {
        String whole = about.uid() + " " + note.reason() + " " + note.message();
        String digest = UUID.nameUUIDFromBytes(whole.getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, 13);
        String base = about.name().substring(0, Math.min(NAME_MAX, about.name().length()));
        return base + "." + note.reason().toLowerCase(Locale.ROOT) + "." + digest;
    }
}
