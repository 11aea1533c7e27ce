package io.beemesh.mesh.attach;

import io.beemesh.mesh.membership.Member;
import io.beemesh.mesh.wire.PodEvent;
import io.beemesh.mesh.wire.PodReport;
import io.beemesh.mesh.wire.Resources;
import io.beemesh.mesh.wire.SignedRecord;
import java.time.Duration;
import java.util.Optional;

/**
 * A host's end of an attachment. Sends beats by itself; whatever is told to it goes out as the provider takes it.
 *
 * <p>Any thread; no call blocks. After the attachment is lost, calls do nothing: the next attachment begins with every
 * pod's report anew.
 */
public interface HostAttachment extends AutoCloseable {
    /** The most pods whose reports wait to be sent. One more ends the attachment, so that all is reported anew. */
    int REPORTS_MAX = 1024;

    /** The most events that wait to be sent. One more drops the oldest, and is counted. */
    int EVENTS_MAX = 256;

    /** The provider, proven by its record. */
    Member provider();

    /** A newer record of this host's own that the provider gave it, not yet verified. */
    Optional<SignedRecord> renewedRecord();

    /** The cluster that the provider serves. */
    String clusterId();

    /** The virtual node that the host's pods are bound to. */
    String nodeName();

    /** Whether the provider does not lead: it wants beats and resources, and no reports, events or completion. */
    boolean standby();

    /** All providers of the cluster, as this one says. */
    ProviderAddresses.Said providers();

    /**
     * Tells a pod's status. Of several that wait for one pod (cluster and uid) the latest is sent.
     *
     * @param report whose sequence is greater than that of every report before it of this host's incarnation
     */
    void report(PodReport report);

    /** Tells that something happened to a pod. */
    void event(PodEvent event);

    /**
     * Tells what the host has or has left. Of several that wait the latest is sent. When a change is worth telling is
     * the caller's to decide.
     */
    void resources(Resources resources);

    /** Tells that every pod was reported once; goes out after the reports that wait. */
    void complete();

    /**
     * How long ago the newest beat that the provider answered was sent: never shorter than the provider's own view,
     * also after the machine slept.
     */
    Duration lastAckAge();

    /** How many events were dropped. */
    long droppedEvents();

    /** Ends the attachment; the listener is told. Idempotent. */
    @Override
    void close();
}
