package io.github.hubspotassociations.client;

/**
 * What a caller attaches to one call of a {@code …Streaming} method and finds again in its
 * interceptors and event listeners: {@code request.tag(CallTag.class)}.
 *
 * <p>A type of its own, so that a tag which an application's interceptor sets under another type
 * never replaces it.
 */
public interface CallTag {}
