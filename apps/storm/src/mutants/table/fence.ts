import type { Mutant } from '../mutant.ts';
import { files } from './files.ts';

/** The fence (claims, epochs, expiries, quiet): rules 1 to 6 and 8. */
export const fenceMutants: readonly Mutant[] = [
  {
    name: 'no-epoch-check',
    removes: 'a write asks no more whether its claim is still the key\'s',
    guards: { holderAndEpoch: () => true },
    expected: ['I3', 'I5', 'I6', 'I9'],
  },
  {
    name: 'claim-before-the-fence-has-passed',
    removes: 'a claim is granted although the last holder\'s lease or request still runs',
    guards: { fencePassed: () => true, raisesEpoch: () => true },
    expected: ['I3', 'I4', 'I12'],
  },
  {
    name: 'raise-then-wait',
    removes: 'an attempt that finds the key busy raises the epoch all the same',
    guards: { raisesEpoch: () => true },
    expected: ['I3', 'I4', 'I12'],
  },
  {
    name: 'unguarded-release',
    removes: 'a release is not asked whose claim it gives back, nor whether a request is unanswered',
    guards: { releaseGuarded: () => true, fenceAfterRelease: (_unanswered, nowMs) => nowMs },
    expected: ['I3', 'I4', 'I12'],
  },
  {
    name: 'release-with-an-open-intent',
    removes: 'a release lowers the fence to now although a request is unanswered',
    guards: { fenceAfterRelease: (_unanswered, nowMs) => nowMs },
    expected: ['I3'],
  },
  {
    name: 'commit-leaves-the-fence',
    removes: 'a commit does not push the fence out to the expiry of its request',
    guards: { fenceAfterCommit: (fenceUntilMs) => fenceUntilMs },
    expected: ['I3'],
  },
  {
    name: 'expiry-without-skew',
    removes: 'the expiry leaves no room for clocks that differ',
    edits: [{ file: files.commitStatement, find: 'commit.windowMs + bounds.fenceSkewMs', replace: 'commit.windowMs' }],
    expected: ['I3'],
  },
  {
    name: 'quiet-rule-off',
    removes: 'requests are sent while another one of the key is unanswered: neither the statement nor the engine waits, and no plan does',
    guards: { breaksQuiet: () => false },
    edits: [
      { file: files.mendKey, find: "if (settled.type === 'quiet' && !decided.step.send.mayBreakQuiet)", replace: 'if (false)' },
      { file: files.openPosition, find: "    if (settled.type === 'quiet') {", replace: '    if (false) {' },
      { file: files.closingSteps, find: 'return order.cancelIntendedAtMs === null ? 0 :', replace: 'return order.cancelIntendedAtMs !== 0 ? 0 :' },
      { file: files.judgeMatch, find: "if (arrivesForMs > 0) return [{ type: 'wait', why: 'an exit was sent", replace: "if (false) return [{ type: 'wait', why: 'an exit was sent" },
    ],
    expected: ['I2', 'I3', 'I5', 'I8'],
  },
  {
    name: 'no-second-look-under-the-claim',
    removes: 'a resync decides on what it saw before it had lock and claim',
    edits: [
      { file: files.resyncKey, find: "import { mendKey } from './mend-key.ts';", replace: "import { mendKey } from './mend-key.ts';\nimport { observeKey } from './observe-key.ts';" },
      { file: files.resyncKey, find: "holdKey(ports, key, orSetAside(ports, 'resyncing', (held) => mendKey(lookFor(ports, 'close'), held)))", replace: 'observeKey(ports, key).then((seen) => holdKey(ports, key, (held) => mendKey(ports, held, seen)))' },
      { file: files.mendKey, find: 'mendKey(ports: Ports, held: HeldKey)', replace: 'mendKey(ports: Ports, held: HeldKey, seen: Awaited<ReturnType<typeof observeKey>> | null = null)' },
      { file: files.mendKey, find: 'const observation = await observeKey(eyes, held.key);', replace: 'const observation = round === 0 && seen !== null ? seen : await observeKey(eyes, held.key);' },
    ],
    expected: ['I5', 'I6', 'I8', 'I9'],
  },
];
