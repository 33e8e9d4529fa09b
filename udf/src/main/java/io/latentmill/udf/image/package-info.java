/**
 * Pixels: untrusted image files are decoded and resized as Pillow does it, generated images are
 * encoded. Needs no display and no native AWT window system.
 */
package io.latentmill.udf.image;
