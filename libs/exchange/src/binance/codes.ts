/**
 * What Binance USD-M's error codes mean for a request that changes state. Source: Binance USD-M, "Error Codes". A code that
 * stands in none of these tables leaves the outcome unknown, and so do those that say so in words (-1000, -1001, -1006,
 * -1007, -1010) and the duplicates of client ids (-4116, -20132): what they duplicate may be our own request.
 */

/** It did not take effect, and would not if sent again. */
export const REJECTED: ReadonlySet<string> = new Set([
  // Key and permissions.
  '-1002', '-1005', '-1011', '-1022', '-1109', '-1125', '-2014', '-2015', '-2017', '-4087', '-4088', '-4192', '-4400', '-4411',
  // Malformed, or against the market's rules.
  '-1013', '-1014', '-1016', '-1020', '-1100', '-1101', '-1102', '-1103', '-1104', '-1105', '-1106', '-1111', '-1115', '-1116',
  '-1117', '-1121', '-1130', '-1131', '-4000', '-4001', '-4002', '-4003', '-4004', '-4005', '-4013', '-4014', '-4015', '-4016',
  '-4023', '-4024', '-4028', '-4060', '-4062', '-4120', '-4137', '-4138', '-4140', '-4164', '-4183', '-4184', '-20124', '-20130',
  // Refused by the state of account, orders or market.
  '-2010', '-2016', '-2018', '-2019', '-2022', '-2023', '-2024', '-2025', '-2026', '-2027', '-2028', '-4045', '-4047',
  '-4048', '-4050', '-4061', '-4067', '-4068', '-4118', '-4130', '-4131', '-4141', '-4161', '-5021', '-5022',
  // No such order: never there, gone, in the other list, or not findable yet. The caller verifies.
  '-2011', '-2013',
]);

/** The market has passed the trigger price already: of an order, and of an order that is part of a strategy. */
export const PASSED: ReadonlySet<string> = new Set(['-2021', '-4142']);

/** It is already as was asked: margin type, position mode, order price. */
export const UNCHANGED: ReadonlySet<string> = new Set(['-4046', '-4059', '-5027']);

/** The time stamp lies outside of the window; the request rested on too old a look, or the clock is wrong. */
export const LATE: ReadonlySet<string> = new Set(['-1021', '-5028']);

/** It did not take effect, and a later one may: after so many milliseconds unless the exchange says. */
export const DENIED: Readonly<Record<string, number>> = {
  '-1003': 60_000,
  '-1008': 1_000,
  '-1015': 10_000,
  '-1021': 250,
  '-5028': 250,
};

/** As `DENIED`, by HTTP status: 418 is a ban of the address, 403 its firewall, 404 and 451 a wrong or blocked way. */
export const DENIED_STATUS: Readonly<Record<number, number>> = { 403: 300_000, 404: 60_000, 418: 120_000, 429: 60_000, 451: 300_000 };

/**
 * As `DENIED`, by the words of a reply, exactly these; other 503s mean that the status is unknown. Maintenance comes with a code that
 * elsewhere means "for good" (-1016, "This service is no longer available."), so the words go first.
 */
export const DENIED_WORDS: Readonly<Record<string, number>> = { 'Service Unavailable.': 1_000, 'System is under maintenance.': 10_000 };
