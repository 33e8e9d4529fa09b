/**
 * The proof that an output is what it should be. What enters: an output as it lies there. What
 * leaves: what is wrong with it, a line each. Nothing here writes, and no run knows of it; rows are
 * rendered again by the classes that generated them.
 */
package io.latentmill.job.verify;
