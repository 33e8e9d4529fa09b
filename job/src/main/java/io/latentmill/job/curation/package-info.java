/**
 * What is done with images once they are made, before they are written: they are scored, and what
 * is unsafe is taken out. What enters: rows and their results, on the executor; what leaves: their
 * outcomes. All of it is off unless asked for.
 */
package io.latentmill.job.curation;
