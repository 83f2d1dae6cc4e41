import type { Download } from '@/api/client';

/** Hands a file to the browser to save. */
export function saveFile(download: Download): void {
  const address = URL.createObjectURL(download.blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = download.fileName;
  document.body.append(link);
  link.click();
  link.remove();
  // Some browsers read the address only after the click handler has ended.
  window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
