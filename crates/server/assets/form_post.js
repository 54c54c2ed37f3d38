// Posts the one form of this page, so that nobody has to press its button.
document.forms[0].submit();
