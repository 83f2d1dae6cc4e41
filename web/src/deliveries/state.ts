/** True while the service still works on a delivery and its figures will change. */
export function isRunning(state: string): boolean {
  return state === 'received' || state === 'loading';
}
