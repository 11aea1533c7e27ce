package io.beemesh.mesh.frame;

/** Words that go to a peer, or come from one. */
public final class Text {
    private Text() {}

    /** The text, cut off after so many characters. */
    public static String atMost(int length, String text) {
        return text.substring(0, Math.min(text.length(), length));
    }
}
