package io.beemesh.provider.kubelet.testing;

import java.io.FilterInputStream;

/** What a process writes; closing it ends the process. */
final class ProcessLog extends FilterInputStream {
    private final Process process;

    ProcessLog(Process process) {
        super(process.getInputStream());
        this.process = process;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
