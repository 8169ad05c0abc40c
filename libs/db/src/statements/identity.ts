/**
 * Which database this is, as Postgres itself tells: the cluster, its timeline (a fail-over and a recovery from archived WAL begin a new
 * one) and the database within it (a dump that was read back, and a copy, are another). The timeline is taken from the WAL that is written
 * now: the control file tells of a new one only after the next checkpoint. What cannot be told apart is a copy of the files of the whole
 * cluster that was put back as it was.
 */
export const IDENTITY = `concat_ws('/', (SELECT system_identifier FROM pg_control_system()), left(pg_walfile_name(pg_current_wal_insert_lsn()), 8),
                 (SELECT oid FROM pg_database WHERE datname = current_database()))`;

/** Whether the books are kept in another database than the one that they were begun or recovered in, or are being recovered now. */
export const ARE_RESTORED = `EXISTS (SELECT FROM books b WHERE b.recovery_began_at IS NOT NULL OR b.identity <> ${IDENTITY})`;

/** A generation that no stop or exit of ours has had before: seconds since 2020. In books that were put back they count from there. */
export const GENERATION_NOW = `(extract(epoch FROM clock_timestamp())::bigint - 1577836800)::integer`;
