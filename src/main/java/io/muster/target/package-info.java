/**
 * What Muster has to know of any service to plan for it: its attributes, its match key, the keys of its connection. Each service describes itself
 * in a package of its own, which the class path's {@link java.util.ServiceLoader} finds; the conversation with it stands in its route file.
 */
package io.muster.target;
