/**
 * Which noise levels there are, and which of them a run visits: the first of the three axes. The
 * arithmetic is that of the reference, to the last bit where a value is rounded.
 */
package io.latentmill.udf.sampling.schedule;
