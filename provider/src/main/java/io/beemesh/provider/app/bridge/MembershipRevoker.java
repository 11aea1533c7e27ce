package io.beemesh.provider.app.bridge;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.membership.Revocations;
import io.beemesh.provider.hosts.HostListener;
import io.beemesh.provider.hosts.HostState;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.identity.RevocationStore;
import io.beemesh.provider.resource.Revoker;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Revokes a host where it counts: first on record, then at the gate, which cuts it.
 *
 * @param store that outlives this process
 * @param revocations that the gate asks
 * @param table that forgets the host
 */
public record MembershipRevoker(RevocationStore store, Revocations revocations, HostTable table)
        implements Revoker, HostListener {
    private static final Logger log = LoggerFactory.getLogger(MembershipRevoker.class);

    @Override
    public void revoke(PeerId peer, String name) throws IOException {
        store.add(peer);
        revocations.revoke(peer);
        table.forget(peer);
        log.atInfo().addKeyValue("host", name).addKeyValue("peer", peer).log("host revoked");
    }

    // The table forgets nobody who is attached, and a host that is cut is so for a moment longer.
    @Override
    public void changed(PeerId host) {
        boolean gone = table.find(host)
                .filter(view -> !(view.state() instanceof HostState.Attached))
                .isPresent();
        if (gone && revocations.contains(host)) {
            table.forget(host);
        }
    }
}
