import type { ExchangeId } from '@breakwater/core';
import type { EngineState } from './engine-states.ts';

/** Faults that cannot strike, or mean nothing, in some states, at one `exchange` or at all of them, and why. One reason a line; whoever adds one must believe it. */
export const exclusions: readonly { readonly exchange?: ExchangeId; readonly faults: RegExp; readonly states: readonly EngineState[]; readonly reason: string }[] = [
  { faults: /^wire late-fill$/, states: ['idle', 'configuring', 'waiting', 'bare', 'protecting', 'protected', 'cancelling'], reason: 'only a market order of ours can fill late, and one is sent only while entering or exiting' },
  { faults: /^wire untrue-reply$/, states: ['idle', 'waiting', 'bare', 'protected'], reason: 'only what was carried out can be denied, and there no request that changes something is under way' },
  { faults: /.*/, states: ['quarantined'], reason: 'a key is set aside only when decisions do not settle, which is a bug: no storm has a way to ask for it' },
];
