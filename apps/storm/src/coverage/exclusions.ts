import type { EngineState } from './engine-states.ts';

/** Faults that cannot strike, or mean nothing, in some states, and why. One reason a line; whoever adds one must believe it. */
export const exclusions: readonly { readonly faults: RegExp; readonly states: readonly EngineState[]; readonly reason: string }[] = [];
