/**
 * Every metric that a process of the fleet serves; nothing else names one. The table in docs/operations.md says the same,
 * and a test compares the three: this, the table, and what is served.
 */
export interface MetricDefinition {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
  /** `process`: what this process saw. `fleet`: what Postgres or Redis says, alike from every process (take the maximum, never the sum). */
  readonly of: 'process' | 'fleet';
  readonly help: string;
  /** Upper bounds of a histogram's classes. */
  readonly buckets?: readonly number[];
}

const JOB_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export const METRICS = {
  breakwater_queue_jobs: { type: 'gauge', of: 'fleet', labels: ['queue', 'state'], help: 'Jobs in a queue by state: active, waiting, delayed, failed, completed' },
  breakwater_positions: { type: 'gauge', of: 'fleet', labels: ['status'], help: 'Live rows by status' },
  breakwater_bare_positions: { type: 'gauge', of: 'fleet', labels: [], help: 'Open positions without a valid stop now' },
  breakwater_bare_oldest_seconds: { type: 'gauge', of: 'fleet', labels: [], help: 'For how long the first of them has been bare; 0 when none is' },
  breakwater_bare_time_seconds: { type: 'histogram', of: 'fleet', labels: [], help: 'How long positions that are protected, or were, had been bare in all' },
  breakwater_agreement_age_seconds: { type: 'gauge', of: 'fleet', labels: ['exchange', 'account'], help: 'Since the last pass over an account that found no difference; absent before the first' },
  breakwater_entries_enabled: { type: 'gauge', of: 'fleet', labels: ['exchange', 'account'], help: '1 while entries of an account are switched on' },
  breakwater_sync_enabled: { type: 'gauge', of: 'fleet', labels: ['exchange', 'account'], help: '1 while scheduled passes over an account are switched on' },
  breakwater_workers: { type: 'gauge', of: 'fleet', labels: ['role'], help: 'Workers with a fresh heartbeat' },
  breakwater_unacknowledged_pages: { type: 'gauge', of: 'fleet', labels: [], help: 'Pages that nobody has acknowledged' },
  breakwater_quarantined_keys: { type: 'gauge', of: 'fleet', labels: [], help: 'Keys that are set aside for a human' },
  breakwater_unanswered_intents: { type: 'gauge', of: 'fleet', labels: [], help: 'Requests whose outcome is not known' },
  breakwater_outcomes_waiting: { type: 'gauge', of: 'fleet', labels: [], help: 'Outcome messages that a webhook has not taken yet' },
  breakwater_outcomes_oldest_seconds: { type: 'gauge', of: 'fleet', labels: [], help: 'For how long the first of them has waited; 0 when none does' },
  breakwater_jobs_total: { type: 'counter', of: 'process', labels: ['queue', 'job', 'result'], help: 'Attempts at jobs by how they ended: done, skip, snooze, give_up, failed' },
  breakwater_job_duration_seconds: { type: 'histogram', of: 'process', labels: ['queue', 'job'], help: 'How long an attempt took', buckets: JOB_SECONDS },
  breakwater_job_wait_seconds: { type: 'histogram', of: 'process', labels: ['queue', 'job'], help: 'How long a job waited to be taken', buckets: JOB_SECONDS },
  breakwater_account_passes_total: { type: 'counter', of: 'process', labels: ['exchange', 'account', 'result'], help: 'Passes over an account: agreed, differs, braked, unreadable' },
  breakwater_differences_total: { type: 'counter', of: 'process', labels: ['exchange', 'account', 'class'], help: 'Differences that passes over an account found, by class' },
  breakwater_duplicates_prevented_total: { type: 'counter', of: 'process', labels: ['by'], help: 'Work turned away because it was done or under way: by plan, unique_row, index, exchange, claim, lock' },
  breakwater_outcome_deliveries_total: { type: 'counter', of: 'process', labels: ['webhook', 'result'], help: 'Attempts to push an outcome message: delivered, refused (this message alone), failed' },
  breakwater_page_tellings_total: { type: 'counter', of: 'process', labels: ['receiver', 'result'], help: 'Attempts to tell a receiver of a page, or that it is over: told, failed' },
  breakwater_stream_connected: { type: 'gauge', of: 'process', labels: ['exchange', 'account'], help: '1 while this process hears the user stream of an account, 0 while it should and does not; absent where another one does' },
  breakwater_stream_silent_seconds: { type: 'gauge', of: 'process', labels: ['exchange', 'account'], help: 'Since anything came over the stream, answers to pings included; absent while there is none' },
  breakwater_stream_events_total: { type: 'counter', of: 'process', labels: ['exchange', 'account', 'event'], help: "Events that came, by the exchange's name; unknown: not in the table" },
  breakwater_stream_looks_total: { type: 'counter', of: 'process', labels: ['exchange', 'account', 'job', 'result'], help: 'Looks that were asked for because of events: added, failed' },
  breakwater_stream_connections_total: { type: 'counter', of: 'process', labels: ['exchange', 'account', 'ended'], help: 'Connections by how they ended: closed, key, missed (a pass found what was not told), released, silent, unopened' },
  breakwater_exchange_calls_total: { type: 'counter', of: 'process', labels: ['exchange', 'account'], help: 'Requests sent to an exchange' },
  breakwater_exchange_weight_total: { type: 'counter', of: 'process', labels: ['exchange', 'account'], help: 'Request weight that they cost' },
  breakwater_rate_used: { type: 'gauge', of: 'process', labels: ['exchange', 'account', 'budget'], help: 'What of a rate budget was used when this process last drew on it' },
  breakwater_rate_waits_total: { type: 'counter', of: 'process', labels: ['exchange', 'account', 'priority'], help: 'Times that a request was kept back for its rate budget' },
  breakwater_rate_wait_seconds_total: { type: 'counter', of: 'process', labels: ['exchange', 'account', 'priority'], help: 'How long requests that went were kept back' },
  breakwater_rate_denials_total: { type: 'counter', of: 'process', labels: ['exchange', 'account', 'priority'], help: 'Requests that were not sent, for want of a rate budget' },
  breakwater_rate_shared: { type: 'gauge', of: 'process', labels: ['exchange', 'account'], help: '1 while rate budgets are shared with the fleet, 0 while this process has its small share' },
  breakwater_exchange_clock_error_seconds: { type: 'gauge', of: 'process', labels: ['exchange', 'account'], help: "How far this process's idea of the exchange's clock may be wrong" },
  breakwater_heartbeat_age_seconds: { type: 'gauge', of: 'process', labels: [], help: 'Since the last heartbeat of this worker; absent before the first' },
  breakwater_dependency_up: { type: 'gauge', of: 'process', labels: ['dependency'], help: '1 while what /readyz asks for is there, by its name' },
  breakwater_process_resident_memory_bytes: { type: 'gauge', of: 'process', labels: [], help: 'Resident memory of the process' },
  breakwater_process_heap_used_bytes: { type: 'gauge', of: 'process', labels: [], help: 'Heap in use' },
  breakwater_process_cpu_seconds_total: { type: 'counter', of: 'process', labels: [], help: 'Processor time, user and system' },
  breakwater_process_event_loop_delay_seconds: { type: 'gauge', of: 'process', labels: [], help: 'Longest delay of the event loop since the last scrape' },
  breakwater_process_start_time_seconds: { type: 'gauge', of: 'process', labels: [], help: 'When the process started, in seconds since 1970' },
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof METRICS;
