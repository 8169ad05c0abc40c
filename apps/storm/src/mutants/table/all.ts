import type { Mutant } from '../mutant.ts';
import { bookMutants } from './books.ts';
import { entryMutants } from './entries.ts';
import { evidenceMutants } from './evidence.ts';
import { fenceMutants } from './fence.ts';
import { limitMutants } from './limits.ts';
import { policyMutants } from './policies.ts';
import { recoveryMutants } from './recovery.ts';
import { stampMutants } from './stamps.ts';
import { stopMutants } from './stops.ts';
import { venueMutants } from './venues.ts';
import { wishMutants } from './wishes.ts';

/** Every guard that is worth having, taken away: one line a theme. */
export const mutants: readonly Mutant[] = [...evidenceMutants, ...fenceMutants, ...stampMutants, ...stopMutants, ...bookMutants, ...limitMutants, ...policyMutants, ...entryMutants, ...venueMutants, ...wishMutants, ...recoveryMutants];
