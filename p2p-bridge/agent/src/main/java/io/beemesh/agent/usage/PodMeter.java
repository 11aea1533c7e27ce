package io.beemesh.agent.usage;

import io.beemesh.agent.rotation.LogFiles;
import io.beemesh.agent.system.FileSystem;
import io.beemesh.mesh.usage.Sums;
import io.beemesh.mesh.wire.ContainerUsage;
import io.beemesh.mesh.wire.CpuUsage;
import io.beemesh.mesh.wire.FileSystemUsage;
import io.beemesh.mesh.wire.MachineUsage;
import io.beemesh.mesh.wire.MemoryUsage;
import io.beemesh.mesh.wire.PodUsage;
import io.beemesh.mesh.wire.VolumeUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures pods, and the machine, in one round. For one thread. */
final class PodMeter {
    private static final Logger log = LoggerFactory.getLogger(PodMeter.class);
    private static final String MACHINE = "/";

    private final Tools tools;
    private final HostMeter.Round round;

    /** What it measures with. */
    record Tools(ContainerPlaces places, Rates rates, FolderSizes sizes, HostMeter.VolumeFolders volumes) {}

    PodMeter(Tools tools, HostMeter.Round round) {
        this.tools = tools;
        this.round = round;
    }

    /** The machine. */
    MachineUsage machine(Path home) throws IOException {
        MachineUsage.Builder machine = MachineMeter.brief();
        machine.setCpu(rated(MACHINE, machine.getCpu().toBuilder()));
        if (!round.brief()) {
            FileSystemUsage disk = fileSystem(home).build();
            machine.addAllInterfaces(Interfaces.ofMachine())
                    .setDisk(disk.toBuilder().setUsedBytes(disk.getCapacityBytes() - disk.getAvailableBytes()))
                    .setProcesses(MachineMeter.processes());
        }
        return machine.build();
    }

    /** A pod: the sum of its containers, and what they share. */
    PodUsage measure(RunningPods.Pod pod) throws IOException {
        PodUsage.Builder usage = PodUsage.newBuilder().setUid(pod.key().uid());
        Optional<Long> process = Optional.empty();
        for (RunningPods.Container container : pod.containers()) {
            Optional<ContainerPlaces.Place> place = tools.places().find(container.id());
            Optional<ContainerUsage> measured = place.flatMap(it -> measured(container, it));
            if (measured.isPresent()) {
                round.containers().add(container.id());
                usage.addContainers(measured.get());
                process = place.map(ContainerPlaces.Place::process);
            }
        }
        sum(usage);
        if (!round.brief()) {
            if (process.isPresent() && !pod.onHostNetwork()) {
                usage.addAllInterfaces(Interfaces.of(process.get()));
            }
            for (Map.Entry<String, Path> volume : tools.volumes().of(pod.key()).entrySet()) {
                usage.addVolumes(
                        VolumeUsage.newBuilder().setName(volume.getKey()).setFiles(used(volume.getValue())));
            }
        }
        return usage.build();
    }

    /** What a container uses; empty if it has just ended: nobody runs without a moment of the processor. */
    private Optional<ContainerUsage> measured(RunningPods.Container container, ContainerPlaces.Place place) {
        try {
            return Optional.of(measure(container, place))
                    .filter(usage -> usage.getCpu().getNanos() > 0);
        } catch (IOException e) {
            log.atDebug()
                    .addKeyValue("container", container.id())
                    .addKeyValue("error", e.toString())
                    .log("a container went away while it was measured");
            return Optional.empty();
        }
    }

    private ContainerUsage measure(RunningPods.Container container, ContainerPlaces.Place place) throws IOException {
        ContainerUsage.Builder usage = ContainerUsage.newBuilder()
                .setName(container.name())
                .setId(container.id())
                .setImage(container.image())
                .setGroup(place.group().name())
                .setStartedAtMs(container.startedAt().toEpochMilli())
                .setCpu(rated(container.id(), place.group().cpu()))
                .setMemory(place.group().memory());
        if (!round.brief()) {
            usage.setProcesses(place.group().processes())
                    .setIo(place.group().io())
                    .setLogs(logs(place.log()));
            if (place.written().isPresent()) {
                usage.setRoot(used(place.written().get()));
            }
        }
        return usage.build();
    }

    private CpuUsage rated(String what, CpuUsage.Builder cpu) {
        round.counted().add(what);
        OptionalLong rate = tools.rates().nanoCores(what, cpu.getNanos(), round.atNanos());
        rate.ifPresent(cpu::setNanoCores);
        return cpu.build();
    }

    /** A pod has no limit of its own. */
    private static void sum(PodUsage.Builder pod) {
        List<ContainerUsage> containers = pod.getContainersList();
        MemoryUsage memory =
                Sums.memory(containers.stream().map(ContainerUsage::getMemory).toList());
        pod.setCpu(Sums.cpu(containers.stream().map(ContainerUsage::getCpu).toList()))
                .setMemory(memory.toBuilder().clearLimitBytes());
    }

    /** The file system that a folder is on, and how much of it the folder uses. */
    private FileSystemUsage used(Path folder) throws IOException {
        round.folders().add(folder);
        FileSystemUsage.Builder usage = fileSystem(folder);
        tools.sizes().of(folder).ifPresent(size -> usage.setUsedBytes(size.bytes())
                .setUsedInodes(size.inodes()));
        return usage.build();
    }

    /** A container's log, with those that it was before. */
    private static FileSystemUsage logs(Path file) throws IOException {
        LogFiles files = new LogFiles(file);
        if (!Files.isDirectory(files.folder())) {
            return FileSystemUsage.getDefaultInstance();
        }
        LogFiles.Use use = files.use();
        return fileSystem(files.folder())
                .setUsedBytes(use.bytes())
                .setUsedInodes(use.files())
                .build();
    }

    private static FileSystemUsage.Builder fileSystem(Path folder) throws IOException {
        FileSystem found = FileSystem.of(folder);
        FileSystemUsage.Builder usage = FileSystemUsage.newBuilder()
                .setCapacityBytes(found.capacityBytes())
                .setAvailableBytes(found.availableBytes());
        if (found.inodes() > 0) {
            usage.setInodes(found.inodes()).setFreeInodes(found.freeInodes());
        }
        return usage;
    }
}
