"use strict";(self.rspackChunkgenai_magics=self.rspackChunkgenai_magics||[]).push([["style_index_js"],{"./node_modules/css-loader/dist/cjs.js!./style/base.css"(e,t,n){var o=n("./node_modules/css-loader/dist/runtime/noSourceMaps.js"),r=n.n(o),a=n("./node_modules/css-loader/dist/runtime/api.js"),s=(n.n(a))()(r());s.push([e.id,`/* The line that carries %%genai and its flags. Its colours are those of running
   text and of links, which both themes keep readable on this background; the
   colours of code are not. */
.cm-line.jp-genai-header {
  background: var(--jp-layout-color2);
  box-shadow: inset 3px 0 0 var(--jp-brand-color1);
}

.jp-genai-header,
.jp-genai-header span {
  color: var(--jp-content-font-color1);
  font-style: normal;
  font-weight: normal;
  text-decoration: none;
}

.jp-genai-header .jp-genai-magic,
.jp-genai-header .jp-genai-magic span {
  font-weight: bold;
}

.jp-genai-header .jp-genai-flag,
.jp-genai-header .jp-genai-flag span {
  color: var(--jp-content-link-color);
}

/* Replies read well without what follows; it only makes them look at home. */
.jp-RenderedHTMLCommon .genai-markdown pre {
  background: var(--jp-cell-editor-background);
  border: var(--jp-border-width) solid var(--jp-cell-editor-border-color);
  border-radius: 4px;
  margin: 0 0 1em;
  overflow-x: auto;
  padding: 0.6em 0.8em;
}

.jp-RenderedHTMLCommon .genai-markdown pre code {
  background: none;
}

.jp-RenderedHTMLCommon .genai-markdown .genai-table {
  margin-bottom: 1em;
  overflow-x: auto;
}

.jp-RenderedHTMLCommon .genai-markdown .genai-table table {
  margin-bottom: 0;
}

.jp-RenderedHTMLCommon .genai-markdown :is(.genai-host, .genai-image) {
  color: var(--jp-ui-font-color2);
}

.jp-RenderedHTMLCommon .genai-markdown .genai-badge {
  border-radius: 2px;
  outline: 1px solid var(--jp-warn-color1);
}

/* While a reply grows it is several outputs; spaced as the one it becomes. */
.jp-OutputArea-child
  + .jp-OutputArea-child
  .genai-markdown
  > :is(h1, h2, h3, h4, h5, h6):first-child {
  margin-top: var(--jp-content-heading-margin-top);
}
`,""]),n.d(t,{},{A:s})},"./node_modules/css-loader/dist/runtime/api.js"(e){e.exports=function(e){var t=[];return t.toString=function(){return this.map(function(t){var n="",o=void 0!==t[5];return t[4]&&(n+="@supports (".concat(t[4],") {")),t[2]&&(n+="@media ".concat(t[2]," {")),o&&(n+="@layer".concat(t[5].length>0?" ".concat(t[5]):""," {")),n+=e(t),o&&(n+="}"),t[2]&&(n+="}"),t[4]&&(n+="}"),n}).join("")},t.i=function(e,n,o,r,a){"string"==typeof e&&(e=[[null,e,void 0]]);var s={};if(o)for(var i=0;i<this.length;i++){var d=this[i][0];null!=d&&(s[d]=!0)}for(var l=0;l<e.length;l++){var c=[].concat(e[l]);o&&s[c[0]]||(void 0!==a&&(void 0===c[5]||(c[1]="@layer".concat(c[5].length>0?" ".concat(c[5]):""," {").concat(c[1],"}")),c[5]=a),n&&(c[2]&&(c[1]="@media ".concat(c[2]," {").concat(c[1],"}")),c[2]=n),r&&(c[4]?(c[1]="@supports (".concat(c[4],") {").concat(c[1],"}"),c[4]=r):c[4]="".concat(r)),t.push(c))}},t}},"./node_modules/css-loader/dist/runtime/noSourceMaps.js"(e){e.exports=function(e){return e[1]}},"./node_modules/style-loader/dist/runtime/injectStylesIntoStyleTag.js"(e){var t=[];function n(e){for(var n=-1,o=0;o<t.length;o++)if(t[o].identifier===e){n=o;break}return n}function o(e,o){for(var r={},a=[],s=0;s<e.length;s++){var i=e[s],d=o.base?i[0]+o.base:i[0],l=r[d]||0,c="".concat(d," ").concat(l);r[d]=l+1;var u=n(c),m={css:i[1],media:i[2],sourceMap:i[3],supports:i[4],layer:i[5]};if(-1!==u)t[u].references++,t[u].updater(m);else{var p=function(e,t){var n=t.domAPI(t);return n.update(e),function(t){t?(t.css!==e.css||t.media!==e.media||t.sourceMap!==e.sourceMap||t.supports!==e.supports||t.layer!==e.layer)&&n.update(e=t):n.remove()}}(m,o);o.byIndex=s,t.splice(s,0,{identifier:c,updater:p,references:1})}a.push(c)}return a}e.exports=function(e,r){var a=o(e=e||[],r=r||{});return function(e){e=e||[];for(var s=0;s<a.length;s++){var i=n(a[s]);t[i].references--}for(var d=o(e,r),l=0;l<a.length;l++){var c=n(a[l]);0===t[c].references&&(t[c].updater(),t.splice(c,1))}a=d}}},"./node_modules/style-loader/dist/runtime/insertBySelector.js"(e){var t={};e.exports=function(e,n){var o=function(e){if(void 0===t[e]){var n=document.querySelector(e);if(window.HTMLIFrameElement&&n instanceof window.HTMLIFrameElement)try{n=n.contentDocument.head}catch(e){n=null}t[e]=n}return t[e]}(e);if(!o)throw Error("Couldn't find a style target. This probably means that the value for the 'insert' parameter is invalid.");o.appendChild(n)}},"./node_modules/style-loader/dist/runtime/insertStyleElement.js"(e){e.exports=function(e){var t=document.createElement("style");return e.setAttributes(t,e.attributes),e.insert(t,e.options),t}},"./node_modules/style-loader/dist/runtime/setAttributesWithoutAttributes.js"(e,t,n){e.exports=function(e){var t=n.nc;t&&e.setAttribute("nonce",t)}},"./node_modules/style-loader/dist/runtime/styleDomAPI.js"(e){e.exports=function(e){if("u"<typeof document)return{update:function(){},remove:function(){}};var t=e.insertStyleElement(e);return{update:function(n){var o,r,a;o="",n.supports&&(o+="@supports (".concat(n.supports,") {")),n.media&&(o+="@media ".concat(n.media," {")),(r=void 0!==n.layer)&&(o+="@layer".concat(n.layer.length>0?" ".concat(n.layer):""," {")),o+=n.css,r&&(o+="}"),n.media&&(o+="}"),n.supports&&(o+="}"),(a=n.sourceMap)&&"u">typeof btoa&&(o+="\n/*# sourceMappingURL=data:application/json;base64,".concat(btoa(unescape(encodeURIComponent(JSON.stringify(a))))," */")),e.styleTagTransform(o,t,e.options)},remove:function(){var e;null===(e=t).parentNode||e.parentNode.removeChild(e)}}}},"./node_modules/style-loader/dist/runtime/styleTagTransform.js"(e){e.exports=function(e,t){if(t.styleSheet)t.styleSheet.cssText=e;else{for(;t.firstChild;)t.removeChild(t.firstChild);t.appendChild(document.createTextNode(e))}}},"./style/index.js"(e,t,n){var o=n("./node_modules/style-loader/dist/runtime/injectStylesIntoStyleTag.js"),r=n.n(o),a=n("./node_modules/style-loader/dist/runtime/styleDomAPI.js"),s=n.n(a),i=n("./node_modules/style-loader/dist/runtime/insertBySelector.js"),d=n.n(i),l=n("./node_modules/style-loader/dist/runtime/setAttributesWithoutAttributes.js"),c=n.n(l),u=n("./node_modules/style-loader/dist/runtime/insertStyleElement.js"),m=n.n(u),p=n("./node_modules/style-loader/dist/runtime/styleTagTransform.js"),h=n.n(p),f=n("./node_modules/css-loader/dist/cjs.js!./style/base.css"),g={};g.styleTagTransform=h(),g.setAttributes=c(),g.insert=d().bind(null,"head"),g.domAPI=s(),g.insertStyleElement=m(),r()(f.A,g),f.A&&f.A.locals&&f.A.locals}}]);