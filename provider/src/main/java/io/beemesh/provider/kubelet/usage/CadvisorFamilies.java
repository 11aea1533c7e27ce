package io.beemesh.provider.kubelet.usage;

import io.beemesh.provider.kubelet.usage.MetricText.Family;

/** The metrics that cAdvisor gives of containers, those of them that we have the facts for. */
final class CadvisorFamilies {
    static final Family CPU =
            Family.counter("container_cpu_usage_seconds_total", "Cumulative cpu time consumed in seconds.");
    static final Family CPU_USER =
            Family.counter("container_cpu_user_seconds_total", "Cumulative user cpu time consumed in seconds.");
    static final Family CPU_SYSTEM =
            Family.counter("container_cpu_system_seconds_total", "Cumulative system cpu time consumed in seconds.");
    static final Family PERIODS =
            Family.counter("container_cpu_cfs_periods_total", "Number of elapsed enforcement period intervals.");
    static final Family THROTTLED =
            Family.counter("container_cpu_cfs_throttled_periods_total", "Number of throttled period intervals.");
    static final Family THROTTLED_TIME = Family.counter(
            "container_cpu_cfs_throttled_seconds_total", "Total time duration the container has been throttled.");
    static final Family SPEC_SHARES = Family.gauge("container_spec_cpu_shares", "CPU share of the container.");
    static final Family SPEC_QUOTA = Family.gauge("container_spec_cpu_quota", "CPU quota of the container.");
    static final Family SPEC_PERIOD = Family.gauge("container_spec_cpu_period", "CPU period of the container.");
    static final Family SPEC_MEMORY =
            Family.gauge("container_spec_memory_limit_bytes", "Memory limit for the container.");

    static final Family MEMORY = Family.gauge(
            "container_memory_usage_bytes",
            "Current memory usage in bytes, including all memory regardless of when it was accessed");
    static final Family WORKING_SET =
            Family.gauge("container_memory_working_set_bytes", "Current working set in bytes.");
    static final Family RESIDENT = Family.gauge("container_memory_rss", "Size of RSS in bytes.");
    static final Family CACHE = Family.gauge("container_memory_cache", "Number of bytes of page cache memory.");
    static final Family MAPPED = Family.gauge("container_memory_mapped_file", "Size of memory mapped files in bytes.");
    static final Family SWAP = Family.gauge("container_memory_swap", "Container swap usage in bytes.");
    static final Family MOST =
            Family.gauge("container_memory_max_usage_bytes", "Maximum memory usage recorded in bytes");
    static final Family FAILURES = Family.counter("container_memory_failcnt", "Number of memory usage hits limits");
    static final Family FAULTS =
            Family.counter("container_memory_failures_total", "Cumulative count of memory allocation failures.");
    static final Family OUT_OF_MEMORY =
            Family.counter("container_oom_events_total", "Count of out of memory events observed for the container");

    static final Family READ = Family.counter("container_fs_reads_bytes_total", "Cumulative count of bytes read");
    static final Family WRITTEN =
            Family.counter("container_fs_writes_bytes_total", "Cumulative count of bytes written");
    static final Family READS = Family.counter("container_fs_reads_total", "Cumulative count of reads completed");
    static final Family WRITES = Family.counter("container_fs_writes_total", "Cumulative count of writes completed");
    static final Family FILES = Family.gauge(
            "container_fs_usage_bytes", "Number of bytes that are consumed by the container on this filesystem.");
    static final Family FILES_LIMIT = Family.gauge(
            "container_fs_limit_bytes", "Number of bytes that can be consumed by the container on this filesystem.");

    static final Family PROCESSES =
            Family.gauge("container_processes", "Number of processes running inside the container.");
    static final Family THREADS = Family.gauge("container_threads", "Number of threads running inside the container");
    static final Family THREADS_MAX = Family.gauge(
            "container_threads_max",
            "Maximum number of threads allowed inside the container, infinity if value is zero");
    static final Family START =
            Family.gauge("container_start_time_seconds", "Start time of the container since unix epoch in seconds.");
    static final Family SEEN = Family.gauge("container_last_seen", "Last time a container was seen by the exporter");

    static final Family RECEIVED =
            Family.counter("container_network_receive_bytes_total", "Cumulative count of bytes received");
    static final Family RECEIVED_PACKETS =
            Family.counter("container_network_receive_packets_total", "Cumulative count of packets received");
    static final Family RECEIVED_ERRORS = Family.counter(
            "container_network_receive_errors_total", "Cumulative count of errors encountered while receiving");
    static final Family RECEIVED_DROPPED = Family.counter(
            "container_network_receive_packets_dropped_total", "Cumulative count of packets dropped while receiving");
    static final Family SENT =
            Family.counter("container_network_transmit_bytes_total", "Cumulative count of bytes transmitted");
    static final Family SENT_PACKETS =
            Family.counter("container_network_transmit_packets_total", "Cumulative count of packets transmitted");
    static final Family SENT_ERRORS = Family.counter(
            "container_network_transmit_errors_total", "Cumulative count of errors encountered while transmitting");
    static final Family SENT_DROPPED = Family.counter(
            "container_network_transmit_packets_dropped_total",
            "Cumulative count of packets dropped while transmitting");

    static final Family SCRAPE_ERROR = Family.gauge(
            "container_scrape_error", "1 if there was an error while getting container metrics, 0 otherwise");
    static final Family MACHINE_CORES = Family.gauge("machine_cpu_cores", "Number of logical CPU cores.");
    static final Family MACHINE_MEMORY =
            Family.gauge("machine_memory_bytes", "Amount of memory installed on the machine.");
    static final Family MACHINE_ERROR =
            Family.gauge("machine_scrape_error", "1 if there was an error while getting machine metrics, 0 otherwise.");

    private CadvisorFamilies() {}
}
