from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length


class SignInForm(FlaskForm):
    email = EmailField(_("E-mail"), [InputRequired(_("Write your e-mail address.")), Length(max=254)])
    password = PasswordField(_("Password"), [InputRequired(_("Write your password.")), Length(max=200)])
