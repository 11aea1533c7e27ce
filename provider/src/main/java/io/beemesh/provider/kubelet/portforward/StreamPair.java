package io.beemesh.provider.kubelet.portforward;

import io.beemesh.provider.kubelet.http.Upgraded;

/**
 * The two streams of a connection while the client opens them, in whichever order. Known to the session's reader, and
 * to the timer that gives it up.
 */
final class StreamPair {
    private final Upload upload = new Upload();
    private int data;
    private int error;
    private int port;
    private Upgraded.Timer timer = () -> {};

    /** Takes the stream of data; false if it has one. */
    synchronized boolean addData(int stream, int ofPort) {
        if (data != 0) {
            return false;
        }
        data = stream;
        port = ofPort;
        return true;
    }

    /** Takes the stream for an error; false if it has one. */
    synchronized boolean addError(int stream) {
        if (error != 0) {
            return false;
        }
        error = stream;
        return true;
    }

    synchronized boolean isComplete() {
        return data != 0 && error != 0;
    }

    synchronized void timer(Upgraded.Timer running) {
        timer = running;
    }

    synchronized void stopTimer() {
        timer.cancel();
    }

    /** The stream of data; 0 for none. */
    synchronized int data() {
        return data;
    }

    /** The stream for an error; 0 for none. */
    synchronized int error() {
        return error;
    }

    synchronized int port() {
        return port;
    }

    Upload upload() {
        return upload;
    }
}
