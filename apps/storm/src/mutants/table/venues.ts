import type { Mutant } from '../mutant.ts';
import { files } from './files.ts';

/** What one venue alone demands of whoever speaks with it. */
export const venueMutants: readonly Mutant[] = [
  {
    name: 'delisted-contracts-forgotten',
    removes: 'the contracts of Bybit that are being delisted are not asked for',
    edits: [{ file: files.connectBybit, find: "const STATUSES = ['Trading', 'PreLaunch', 'Delivering'];", replace: "const STATUSES = ['Trading'];" }],
    venues: ['bybit'],
    expected: ['I4', 'I8', 'I12'],
  },
];
