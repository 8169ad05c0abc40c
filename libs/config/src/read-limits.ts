import { type AccountLimits, decimal, type Decimal, EXCHANGES, type FleetLimits, type SharedLimits } from '@breakwater/core';
import type { ConfigFile } from './schema.ts';

type SharedFields = Omit<ConfigFile['limits'], 'exchanges'>;

/** The limits of an account beside the number of its positions; undefined where it has none. */
export function readAccountLimits({ exposureMax, symbolExposureMax, dailyLossMax }: Pick<ConfigFile['accounts'][number], 'exposureMax' | 'symbolExposureMax' | 'dailyLossMax'>): AccountLimits | undefined {
  const limits = { ...amount('exposureMax', exposureMax), ...amount('symbolExposureMax', symbolExposureMax), ...amount('dailyLossMax', dailyLossMax) };
  return Object.keys(limits).length === 0 ? undefined : limits;
}

/** The limits that accounts share. */
export function readFleetLimits({ exchanges, ...all }: ConfigFile['limits']): FleetLimits {
  const given = EXCHANGES.flatMap((exchange) => {
    const limits = exchanges[exchange];
    return limits === undefined ? [] : [[exchange, readShared(limits)] as const];
  });
  return { ...readShared(all), ...(given.length === 0 ? {} : { exchanges: Object.fromEntries(given) }) };
}

function readShared({ positionsMax, exposureMax }: SharedFields): SharedLimits {
  return { ...(positionsMax === undefined ? {} : { positionsMax }), ...amount('exposureMax', exposureMax) };
}

function amount<Name extends string>(name: Name, text: string | undefined): { [N in Name]?: Decimal } {
  return text === undefined ? {} : ({ [name]: decimal(text) } as { [N in Name]?: Decimal });
}
