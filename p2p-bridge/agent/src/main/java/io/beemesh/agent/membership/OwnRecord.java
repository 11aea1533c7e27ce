package io.beemesh.agent.membership;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.membership.Member;
import io.beemesh.mesh.membership.Membership;
import io.beemesh.mesh.membership.Role;
import io.beemesh.mesh.membership.Verdict;
import io.beemesh.mesh.wire.SignedRecord;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This host's membership record, which it shows to every provider. A provider gives it a newer one when half of its
 * life is over. Any thread.
 */
public final class OwnRecord {
    private static final Logger LOG = LoggerFactory.getLogger(OwnRecord.class);

    /** How often a host asks for a newer record that it did not get. */
    public static final Duration ASK_INTERVAL_MIN = Duration.ofHours(1);

    private final Membership membership;
    private final PeerId peer;
    private final Keeper keeper;
    private volatile SignedRecord current;

    /** Where a record is kept. */
    public interface Keeper {
        /** Keeps one; it survives a power cut once this returned. */
        void keep(SignedRecord record) throws IOException;
    }

    /**
     * A host's record.
     *
     * @param first to show
     * @param membership that newer ones are judged by
     * @param peer whose they must be
     */
    public OwnRecord(SignedRecord first, Membership membership, PeerId peer, Keeper keeper) {
        this.current = first;
        this.membership = membership;
        this.peer = peer;
        this.keeper = keeper;
    }

    /** The one to show. */
    public SignedRecord current() {
        return current;
    }

    /** Takes a newer one, if it is ours and good; otherwise the one that we have stays. */
    public void renew(SignedRecord offered) {
        switch (membership.verify(offered, peer, Role.HOST)) {
            case Verdict.Invalid invalid ->
                LOG.atWarn().addKeyValue("reason", invalid.message()).log("the provider's newer record is not taken");
            case Verdict.Valid valid when isLater(valid.member()) -> keep(offered, valid.member());
            case Verdict.Valid valid -> LOG.atDebug().log("the provider's record is no newer than ours");
        }
    }

    /** Shows what was kept by somebody else, such as a later {@code join}, if it is newer than what is shown. */
    public void replace(SignedRecord kept) {
        if (membership.verify(kept, peer, Role.HOST) instanceof Verdict.Valid valid && isLater(valid.member())) {
            current = kept;
        }
    }

    private boolean isLater(Member offered) {
        return !(membership.verify(current, peer, Role.HOST) instanceof Verdict.Valid own)
                || offered.validity().until().isAfter(own.member().validity().until());
    }

    private void keep(SignedRecord offered, Member member) {
        try {
            keeper.keep(offered);
            current = offered;
            LOG.atInfo().addKeyValue("goodUntil", member.validity().until()).log("membership renewed");
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("error", e.toString()).log("a newer membership record could not be kept");
        }
    }

    /** How long an attachment may last until a newer record is worth asking for. */
    public Duration untilRenewal(Instant now) {
        return membership.verify(current, peer, Role.HOST) instanceof Verdict.Valid valid
                        && now.plus(ASK_INTERVAL_MIN)
                                .isBefore(valid.member().validity().half())
                ? Duration.between(now, valid.member().validity().half())
                : ASK_INTERVAL_MIN;
    }
}
