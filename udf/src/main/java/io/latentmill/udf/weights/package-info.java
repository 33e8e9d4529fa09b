/**
 * Model files as they are published, read without trusting them. What enters: paths on any Hadoop
 * FileSystem. What leaves: configurations as JSON, tensors by their modern diffusers names, one at
 * a time, and the vectors of textual-inversion files. Nothing here knows a tensor library; pickled
 * Python is never opened.
 */
package io.latentmill.udf.weights;
