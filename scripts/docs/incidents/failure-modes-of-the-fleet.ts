import { type FailureMode, files } from './incident.ts';

/** 33 to 43: waves, queues, passes, limits, logs, settings, streams, and the tests themselves. */
export const fleetFailures: readonly FailureMode[] = [
  {
    wrong: 'Waves lived in memory: a restart forgot them or traded them again, and one that came late was lost',
    promises: [2, 12],
    mechanism: 'wave, signals and outcomes are rows, taken in once; the sweep finds what is not finished (`libs/engine/src/sweep.ts`), and the age of a signal says when it is too late',
    tests: [['tests/graceful-stop.test.ts', 'leaves no key held and no job active, and another fleet finishes'], [files.storeWaves, 'takes a wave in once, however often and by however many it is delivered'], [files.storeWaves, 'takes a signal that came before for the same signal'], ['tests/redis-away.test.ts', 'a wave that came while Redis was away is worked off all the same'], ['tests/modes.test.ts', 'is not opened any more once it is older than its policy allows']],
    mutants: ['old-signal-entered', 'wave-settles-anything'],
  },
  {
    wrong: 'One signal that threw, or one step beside the way that never came back, held up the rest of its wave',
    promises: [12],
    mechanism: 'each signal is a job of its own; a key that fails again and again is set aside with a page (`libs/engine/src/set-aside.ts`)',
    tests: [['apps/storm/test/throwing-signal.test.ts', 'leaves the others open and protected, and ends or is quarantined with a page'], ['apps/storm/test/throwing-signal.test.ts', 'is open and protected in the end, or was never entered'], ['libs/core/src/wave-file.test.ts', 'a bad signal is refused alone, and the rest of the wave goes on']],
  },
  {
    wrong: 'Duplicates that had been prevented were reported as failures, until nobody read the alarms',
    promises: [2],
    mechanism: 'a duplicate is an outcome of its own, with who caught it, and a counter of its own',
    tests: [['libs/fleet/test/duplicates-prevented.test.ts', 'a wave that is delivered again counts each of its signals as prevented by its row'], ['libs/core/src/reconcile/judge-signal.test.ts', 'is a duplicate of the live row of another, and ends with an event that says who caught it'], [files.planEntry, 'says when it was the exchange that caught a duplicate']],
  },
  {
    wrong: 'A finished job that was kept swallowed every later one of its id, and ids held colons',
    promises: [12],
    mechanism: 'ids of jobs are stamped, one waits and one runs by deduplication (`libs/queue/src/catalog.ts`), and what is lost is found in Postgres',
    tests: [['libs/queue/test/enqueue.test.ts', 'a failed job that is kept does not block the next one of its key'], ['libs/queue/test/enqueue.test.ts', 'a job id says exchange, account and symbol, and holds no colon'], ['tests/redis-away.test.ts', 'the fleet heals a flush by itself, periodic resyncs included']],
    mutants: ['fixed-job-id', 'no-sweeper'],
  },
  {
    wrong: 'Passes ran beside each other or piled up, and acted on what was no longer so',
    promises: [6, 8],
    mechanism: 'at most one pass of an account runs and one waits; a pass only finds keys, and each is read again under its claim before anything is decided',
    tests: [['tests/one-pass-at-a-time.test.ts', 'the exchange sees one bulk read for each pass, never two passes at a time, and no act twice'], ['libs/queue/test/schedule.test.ts', 'never makes more than one active and one waiting resync of an account'], [files.replays, '38 instead of 5']],
    mutants: ['no-second-look-under-the-claim'],
  },
  {
    wrong: 'A check of a limit that failed let the entry pass, and what it had found was not kept',
    promises: [10],
    mechanism: 'what cannot be computed lets nothing in (`libs/core/src/limits.ts`), and the refusal, with its figures, is the outcome of the signal',
    tests: [['libs/core/src/limits.test.ts', 'what cannot be computed is within no limit'], ['libs/core/src/limits.test.ts', 'a refusal says which limit, what it would come to, and what is allowed'], [files.storeLimits, 'lets nothing in where the exposure of a row is not known'], [files.planWave, 'waits for what could not be read: neither opened, nor skipped, nor replaced']],
    mutants: ['limits-fail-open', 'unread-figure-passes', 'unknown-result-is-no-loss'],
  },
  {
    wrong: 'Events went through a queue in memory that ran over, held trading up, and was lost in a crash',
    promises: [9],
    mechanism: 'events and outcome messages are written by the statement that makes the change (`libs/db/src/statements/record-facts.ts`)',
    tests: [['libs/db/test/events.test.ts', 'are written with what they tell of, and carry worker, job and cause'], ['libs/db/test/events.test.ts', 'a failure in one part of the facts undoes all of them'], ['libs/db/test/outcomes.test.ts', 'vanish with the statement that settled the signal']],
    mutants: ['events-left-out'],
  },
  {
    wrong: 'A setting was there twice with two values, numbers were buried in the code, and the leverage was not set at all after a change',
    promises: [10],
    mechanism: 'the configuration is read by a schema that refuses what it does not know (`libs/config/src/read-config.ts`), and an entry reads and sets leverage and margin mode first',
    tests: [['libs/config/test/read-config.test.ts', 'a key twice'], ['libs/config/test/read-config.test.ts', 'a misspelt setting'], ['apps/cli/test/commands.test.ts', 'config check shows what is in effect without secrets'], [files.planEntry, 'sets margin mode, then leverage, before anything is sent'], [files.planEntry, 'nobody says at which leverage']],
  },
  {
    wrong: 'Columns were dropped on the way, texts were cut or refused for their length, and ids were null or made up',
    promises: [9],
    mechanism: 'constraints and foreign keys in the migrations, checked against `prisma/schema.prisma` on a real PostgreSQL, and texts without a length',
    tests: [[files.constraints, 'no text for its length, and cuts none'], [files.constraints, 'an order without its client id'], [files.constraints, 'a fill %s'], [files.migrate, 'leaves nothing to be done between schema.prisma and the migrations'], ['apps/storm/test/memory-store.test.ts', 'answer, and hold, what Postgres does, whatever is called in whatever order']],
  },
  {
    wrong: 'A stream fell silent or began again every few minutes, and nobody noticed what it had not told',
    promises: [8],
    mechanism: 'a stream only says where to look (`apps/stream-listener/src/ask-for-looks.ts`); passes find what it did not tell, and find it out',
    tests: [['tests/stream-faults.test.ts', 'that loses every event is made up for by the next pass'], ['tests/stream-faults.test.ts', 'that tells of nothing any more is found out by a pass, ended and opened again'], ['apps/stream-listener/src/has-missed.test.ts', 'a difference that is new, on a stream that stood and told of nothing, was missed']],
  },
  {
    wrong: 'Tests gave the wrong verdict: they read logs, ended before the bot did, and asked whether there was a stop, not which',
    promises: [8, 12],
    mechanism: 'checkers read exchange and books (`apps/storm/src/checkers`), each guard is taken away to see it missed, and a meeting of fault and state that never comes about fails the run',
    tests: [['apps/storm/test/storm.test.ts', 'breaks no promise in the range of CI, and meets every reachable pair of fault and state'], ['apps/storm/test/mutants.test.ts', 'a mutant that nothing catches fails the run'], ['apps/storm/src/mutants/table.test.ts', 'takes every guard of the books away, or says why nobody could see it'], ['tests/chaos.test.ts', 'breaks no promise, and books and exchange agree when it is over']],
  },
];
