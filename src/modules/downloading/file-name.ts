/** What a file is called that is downloaded into a folder: as the URL calls it. */
export function fileNameOf(url: string): string {
  const path = /^[a-z][a-z0-9+.-]*:(?:\/\/[^/?#]*)?([^?#]*)/i.exec(url)?.[1] ?? '';
  return path.slice(path.lastIndexOf('/') + 1) || 'index.html';
}
