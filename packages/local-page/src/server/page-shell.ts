/** The one HTML page; the script draws everything on it. */
export function pageShell(title: string): string {
  const text = title.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
</head>
<body>
<div id="page"></div>
<noscript>This page is drawn by its own script. Please allow scripts for this address.</noscript>
<script type="module" src="/page.js"></script>
</body>
</html>
`;
}
