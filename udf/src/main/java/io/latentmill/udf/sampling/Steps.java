package io.latentmill.udf.sampling;

/** Where on the way from noise to an image the network is called, for samplers of several kinds. */
sealed interface Steps permits SigmaSteps, SolverSteps, EdmSteps {
  /** A path with one call a step. */
  Path path(Run run);
}
