// Runs inside a copy of the page and tells the page around it what it measured, in one line.
"use strict";

function isInScroller(element) {
    for (let e = element; e; e = e.parentElement) {
        if (e.classList && e.classList.contains("scroll") && getComputedStyle(e).overflowX === "auto") return true;
    }
    return false;
}

function tooWide() {
    const width = document.documentElement.clientWidth;
    const out = [...document.querySelectorAll("body *")].filter(
        (e) => !isInScroller(e) && e.getBoundingClientRect().right > width + 1 && getComputedStyle(e).position !== "absolute");
    return out.length > 0 || document.documentElement.scrollWidth <= width ? out : [document.documentElement];
}

// The first three, to be found in the page.
function named(elements) {
    return elements.slice(0, 3).map((e) => `${e.tagName}.${e.getAttribute("class")} '${e.textContent.trim().slice(0, 30)}'`).join(", ");
}

function channels(colour) {
    return (colour.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
}

// WCAG 2, relative luminance.
function luminance(colour) {
    const [r, g, b] = channels(colour).slice(0, 3).map((c) => {
        const s = c / 255;
        return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ground(element) {
    for (let e = element; e; e = e.parentElement) {
        const parts = channels(getComputedStyle(e).backgroundColor);
        if (parts.length < 4 || parts[3] === 1) return getComputedStyle(e).backgroundColor;
    }
    return "rgb(255, 255, 255)";
}

function contrast(element) {
    const style = getComputedStyle(element);
    const text = luminance(element.namespaceURI.endsWith("svg") ? style.fill : style.color);
    const behind = luminance(ground(element));
    return (Math.max(text, behind) + 0.05) / (Math.min(text, behind) + 0.05);
}

function hasOwnText(element) {
    return [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim() !== "");
}

function tooPale() {
    const texts = [...document.querySelectorAll("body *")].filter(
        (e) => hasOwnText(e) && !["SCRIPT", "STYLE", "title", "desc"].includes(e.tagName));
    return texts.filter((e) => contrast(e) < 4.5);
}

function foreign() {
    const leading = [...document.querySelectorAll("[src], [href], [srcset], [data], [action]")].filter(
        (e) => !(e.getAttribute("href") || "").startsWith("#"));
    return performance.getEntriesByType("resource").length + leading.length;
}

addEventListener("load", function () {
    const wide = tooWide();
    const pale = tooPale();
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const isDark = luminance(getComputedStyle(document.body).backgroundColor) < 0.2;
    parent.postMessage(
        `measured wide=${wide.length} pale=${pale.length} foreign=${foreign()} dark=${dark && isDark ? 1 : 0} ` +
        `height=${Math.ceil(document.documentElement.getBoundingClientRect().height)} ${named(wide.concat(pale))}`, "*");
});
