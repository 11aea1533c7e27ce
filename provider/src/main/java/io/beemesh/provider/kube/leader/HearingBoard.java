package io.beemesh.provider.kube.leader;

import io.beemesh.provider.kube.Answer;
import java.util.Map;

/** Where the providers of a node tell each other whether they hear hosts. Safe for use by any thread. */
public interface HearingBoard {
    /** What each of them told last, by its number; blocks for one request. Of those that never did there is nothing. */
    Answer<Map<Integer, Hearing>> read();

    /** Tells it in the name of this one, in place of what it told before; blocks for two requests at most. */
    Answer<Hearing> tell(Hearing own);
}
