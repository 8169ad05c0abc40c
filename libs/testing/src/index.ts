/**
 * @breakwater/testing: what the tests of several packages share.
 * May import any library, no app; only tests import it (and apps/storm). Start reading at database.ts.
 */
export { cloneDatabase, type TestDatabase } from './database.ts';
export { assertNoProcessLeft, startProcess, type ProcessOptions, type TestProcess } from './processes.ts';
export { openRedis, startOwnRedis, type OwnRedis, type TestRedis } from './redis.ts';
export { until, type UntilOptions } from './until.ts';
export { withinEnvironment } from './within-environment.ts';
