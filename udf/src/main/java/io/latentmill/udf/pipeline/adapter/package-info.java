/**
 * Adapters that see an image: IP-Adapters, which make prompts of it, and T2I-Adapters, which make
 * features of it. Paths and the images of rows enter; what the U-Net takes besides leaves.
 */
package io.latentmill.udf.pipeline.adapter;
