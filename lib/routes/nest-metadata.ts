/** The keys under which Nest's decorators store their metadata. Nest does not document them; they are the same in Nest 10 to 12. */
export const CONTROLLER_METADATA = '__controller__';
export const GUARDS_METADATA = '__guards__';
export const INTERCEPTORS_METADATA = '__interceptors__';
/** `@Header()`. */
export const HEADERS_METADATA = '__headers__';
export const REDIRECT_METADATA = '__redirect__';
export const PIPES_METADATA = '__pipes__';
export const PATH_METADATA = 'path';
export const METHOD_METADATA = 'method';
/** The parameter decorators of a method. */
export const ROUTE_ARGUMENTS = '__routeArguments__';
/** The response decorators `@Redirect()`, `@Render()` and `@Sse()`. */
export const RESPONSE_DECORATORS = [REDIRECT_METADATA, '__renderTemplate__', '__sse__'];
/** `@Res({ passthrough: true })`. */
export const PASSTHROUGH = '__responsePassthrough__';
export const HTTP_CODE = '__httpCode__';
