import type { WavePolicy } from '@breakwater/core';
import type { Config } from './config.ts';
import type { ConfigError } from './config-error.ts';
import { definedOnly } from './defined-only.ts';
import type { ConfigFile } from './schema.ts';

type Policies = ConfigFile['wavePolicies'];
type Policy = Policies['default'];

/**
 * The policies by source: what a source leaves out is the default's. A source that says how large its positions are says so alone: the
 * default's size, whichever way it is told, is not mixed in.
 */
export function readWavePolicies({ default: policy, ...policies }: Policies): Config['wavePolicies'] {
  const bySource = Object.entries(policies).map(([source, changes]) => [source, complete({ ...(saysSize(changes) ? withoutSize(policy) : policy), ...definedOnly(changes) })] as const);
  return { ...Object.fromEntries(bySource), default: complete(policy) };
}

/** What no single setting of a policy can say of itself. @throws what `say` makes of the first fault. */
export function checkWavePolicies(policies: Policies, say: (path: readonly PropertyKey[], problem: string) => ConfigError): void {
  for (const [source, policy] of Object.entries(policies)) {
    const { notional, balanceFraction, notionalMax } = policy;
    const path = (field: string): readonly string[] => ['wavePolicies', source, field];
    if (notional !== undefined && balanceFraction !== undefined) throw say(path('balanceFraction'), 'stands beside notional, and only one of them can say how large a position is: remove one.');
    if (source === 'default' && notional === undefined && balanceFraction === undefined) throw say(path('notional'), 'is missing: write an amount above zero in quotes, such as "200" or "12.5", or a balanceFraction.');
    const isByBalance = balanceFraction ?? (notional === undefined ? policies.default.balanceFraction : undefined);
    if (notionalMax !== undefined && isByBalance === undefined) throw say(path('notionalMax'), 'bounds what balanceFraction comes to, and there is none: remove it, or write a balanceFraction instead of notional.');
  }
}

function saysSize(policy: Pick<Policy, 'notional' | 'balanceFraction'>): boolean {
  return policy.notional !== undefined || policy.balanceFraction !== undefined;
}

function withoutSize({ notional: _notional, balanceFraction: _balanceFraction, notionalMax: _notionalMax, ...rest }: Policy): Policy {
  return rest;
}

function complete(policy: Policy): WavePolicy {
  return { ...policy, notional: policy.notional ?? null };
}
