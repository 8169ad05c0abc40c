/** Redis did not take or tell what it was asked, within the time limit. The job may or may not have been added. */
export class QueueUnavailable extends Error {
  override readonly name = 'QueueUnavailable';
}
