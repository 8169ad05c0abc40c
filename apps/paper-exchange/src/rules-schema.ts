import type { VenueRules } from '@breakwater/paper';
import { z } from 'zod';
import { type VenueName, venueNames } from './venues.ts';

const whole = z.coerce.number().int().min(0);
const fraction = z.string().regex(/^0(\.\d{1,12})?$/, { error: 'must be a fraction below 1 as text' });
const listedOr = z.string().regex(/^(listed|0(\.\d{1,12})?)$/, { error: 'must be listed, or a fraction below 1 as text' });

/** The venue's rules as settings from outside: each name may be left out, none may be unknown. */
export const rulesSchema = z
  .strictObject({
    firstId: whole,
    takerRate: fraction,
    makerRate: fraction,
    defaultLeverage: whole.min(1),
    maintenanceRate: fraction,
    reduceOnlyExcess: z.enum(['clip', 'clip-legs-too', 'refuse']),
    reduceOnlyCounts: z.enum(['none', 'plain', 'all']),
    marketTakeBound: listedOr,
    priceBand: listedOr,
    priceBeyondBand: z.enum(['refuse', 'adjust']),
    liquidation: z.enum(['on', 'off']),
    liquidationFraction: z.string().regex(/^(1|0\.\d{1,12})$/, { error: 'must be a fraction up to 1 as text' }),
    insuranceFund: z.enum(['endless', 'empty']),
    unknownParameters: z.enum(['refuse', 'ignore']),
    triggerProtect: fraction,
    childClientOrderId: z.enum(['same', 'made']),
    clientOrderIdReuse: z.enum(['when-ended', 'never']),
    gatewayChecks: z.enum(['exposure', 'form']),
    matchAfterMs: whole,
    closePositionEnds: z.enum(['with-position', 'never']),
    quantityStopEnds: z.enum(['never', 'with-position']),
    countdownCancels: z.enum(['plain', 'all']),
    maxPartialStops: whole,
    fillEvents: z.enum(['account-first', 'order-first']),
    linkEvents: z.enum(['after-child', 'before-child']),
    unknownListenKey: z.enum(['refuse', 'silence']),
    marginCallRatio: fraction,
    refusalsBeforeBan: whole,
    banMs: whole,
    banReply: z.enum(['code', 'page']),
    maxOpenOrders: whole,
    maxConditionalOrders: whole,
    retainUnfilledMs: whole,
    retainFilledMs: whole,
    keepVersionsMs: whole,
    journalLimit: whole.min(1),
  } satisfies Record<keyof VenueRules, z.ZodType>)
  .partial();

/** `name=value` (of Binance) and `venue.name=value` texts as rules. Throws, naming the rule, for an unknown name or a value that it cannot have. */
export function parseRules(settings: readonly string[]): Partial<Record<VenueName, Partial<VenueRules>>> {
  const pairs = settings.map((setting) => {
    const at = setting.indexOf('=');
    const name = setting.slice(0, Math.max(at, 0));
    const venue = venueNames.find((each) => name.startsWith(`${each}.`));
    return { venue: venue ?? venueNames[0], rule: [venue === undefined ? name : name.slice(venue.length + 1), setting.slice(at + 1)] as const };
  });
  return Object.fromEntries(venueNames.map((name) => [name, parseVenueRules(pairs.filter(({ venue }) => venue === name).map(({ rule }) => rule))]));
}

function parseVenueRules(pairs: readonly (readonly [string, string])[]): Partial<VenueRules> {
  const parsed = rulesSchema.safeParse(Object.fromEntries(pairs));
  if (!parsed.success) {
    const words = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim());
    throw new Error(`--rule: ${words.join('; ')}`);
  }
  return Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== undefined)) as Partial<VenueRules>;
}
