/** Stable Diffusion as a library: from a generation request to an image. */
package io.latentmill.udf;
