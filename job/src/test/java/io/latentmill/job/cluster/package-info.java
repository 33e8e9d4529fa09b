/**
 * A cluster and an object store for tests, all real and all in processes of their own: Spark's
 * {@code local-cluster} through {@code SparkSubmit}, an S3 server, and a proxy between S3A and it
 * that fails on demand.
 *
 * <p>What enters: the packaged jar, the Spark home and the S3 server's jars that Maven left under
 * {@code target/} ({@link io.latentmill.job.cluster.Checkout}). What leaves: exit codes, the lines
 * that were printed, the objects in the bucket. Every process is gone after {@code close()},
 * however the test ended.
 *
 * <pre>{@code
 * try (S3Server s3 = S3Server.inMemory(dir);
 *     FaultProxy proxy = FaultProxy.before(s3.port(), 42);
 *     Submission run =
 *         Submit.to("local-cluster[2,1,1024]")
 *             .conf(FakeGpus.of(2).in(dir))
 *             .conf(s3.sparkConf(proxy.port()))
 *             .environment(s3.environment())
 *             .command("generate", "--prompts", prompts, "--output", s3.uri("out"))
 *             .start(dir)) {
 *   proxy.fail(FaultRule.of(S3Request::isPut, Fault.unavailable()).fraction(0.1));
 *   assertThat(run.await(Duration.ofMinutes(3))).isZero();
 * }
 * }</pre>
 */
package io.latentmill.job.cluster;
