/** What the page does when it is ready: 3Dmol takes its place as it loads, to look for viewers written in HTML. */
export const pageReady = document.onreadystatechange;
