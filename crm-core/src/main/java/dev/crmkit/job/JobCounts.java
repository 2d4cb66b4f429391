package dev.crmkit.job;

/**
 * How many jobs a workspace has. Immutable.
 *
 * @param ready waiting, due or not
 * @param running in the hands of a worker
 * @param dead will not run again by themselves
 */
public record JobCounts(long ready, long running, long dead) {}
