/** Advisory locks of migrations: any numbers will do that nobody else uses. */

/** Held by who migrates, from beginning to end. */
export const MIGRATION_LOCK = '108247150388082';

/** Held by a script's own transaction; who cleans up after a process that died takes it first, to wait that one out. */
export const SCRIPT_LOCK = '108247150388083';

/** Written by the very transaction of a migration's script, so that afterwards it can be told whether that one committed. */
export const COMMITTED_MARK = 'breakwater: committed';
